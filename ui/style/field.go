package style

// maxField is how many bytes of a value are shown: it may come from anywhere.
const maxField = 4096

// fieldName is how many cells the name of a field takes, with the blank after it.
const fieldName = 10

// Field draws a name and an untrusted value, as details are shown, in as many lines of at most width cells as it takes. An
// empty value has none.
func (t Theme) Field(name, value string, width int) []string {
	if value == "" {
		return nil
	}
	var lines []string
	name = Fit(name, fieldName-1) + " "
	for i, part := range Wrap(Clean(value[:min(len(value), maxField)]), max(width-fieldName-2, 8)) {
		if i > 0 {
			name = Blank(fieldName)
		}
		lines = append(lines, " "+t.Paint(Faint, name)+part)
	}
	return lines
}

// Heading draws a title in details.
func (t Theme) Heading(title string, width int) string {
	return t.Paint(Bold, Fit(" "+Clean(title), width))
}
