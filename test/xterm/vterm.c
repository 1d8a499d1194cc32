/* Shows a stream with libvterm. Standard input: "COLS ROWS\n", then any of
 *   oLENGTH\n<bytes>   output
 *   rCOLS ROWS\n       a new size
 *   sOP\n              print the screen
 * Standard output: a JSON list of {op, x, y, text}. Build: cc -O2 -o vterm vterm.c -lvterm */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <vterm.h>

static const uint32_t tail = (uint32_t)-1;

static void put(uint32_t c) {
  if (c < 0x20 || c == '"' || c == '\\') {
    printf("\\u%04x", c);
  } else if (c < 0x80) {
    putchar((int)c);
  } else if (c < 0x800) {
    printf("%c%c", 0xc0 | c >> 6, 0x80 | (c & 63));
  } else if (c < 0x10000) {
    printf("%c%c%c", 0xe0 | c >> 12, 0x80 | (c >> 6 & 63), 0x80 | (c & 63));
  } else {
    printf("%c%c%c%c", 0xf0 | c >> 18, 0x80 | (c >> 12 & 63), 0x80 | (c >> 6 & 63), 0x80 | (c & 63));
  }
}

static int blank(const VTermScreenCell *cell) {
  return cell->chars[0] == 0 || cell->chars[0] == tail || (cell->chars[0] == ' ' && cell->chars[1] == 0);
}

static void print_row(VTermScreen *screen, int y, int cols) {
  VTermScreenCell cell;
  int end = 0;
  for (int x = 0; x < cols; x++) {
    vterm_screen_get_cell(screen, (VTermPos){.row = y, .col = x}, &cell);
    if (!blank(&cell)) end = x + 1;
  }
  putchar('"');
  for (int x = 0; x < end; x++) {
    vterm_screen_get_cell(screen, (VTermPos){.row = y, .col = x}, &cell);
    if (cell.chars[0] == tail) continue;
    if (cell.chars[0] == 0) putchar(' ');
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++) put(cell.chars[i]);
  }
  putchar('"');
}

static void print_screen(VTerm *vt, VTermScreen *screen, int op, int cols, int rows) {
  VTermPos at;
  vterm_state_get_cursorpos(vterm_obtain_state(vt), &at);
  printf("{\"op\":%d,\"x\":%d,\"y\":%d,\"text\":[", op, at.col, at.row);
  for (int y = 0; y < rows; y++) {
    if (y > 0) putchar(',');
    print_row(screen, y, cols);
  }
  printf("]}\n");
}

static int number(void) {
  int n = 0;
  if (scanf("%d", &n) != 1) exit(1);
  return n;
}

int main(void) {
  int cols = number(), rows = number(), first = 1, c;
  getchar();
  VTerm *vt = vterm_new(rows, cols);
  vterm_set_utf8(vt, 1);
  VTermScreen *screen = vterm_obtain_screen(vt);
  vterm_screen_enable_altscreen(screen, 1);
  vterm_screen_reset(screen, 1);
  printf("[");
  while ((c = getchar()) != EOF) {
    int n = number();
    if (c == 'r') {
      cols = n, rows = number();
      getchar();
      vterm_set_size(vt, rows, cols);
      continue;
    }
    getchar();
    if (c == 's') {
      if (!first) putchar(',');
      first = 0;
      print_screen(vt, screen, n, cols, rows);
      continue;
    }
    char *b = malloc((size_t)n + 1);
    if (b == NULL || fread(b, 1, (size_t)n, stdin) != (size_t)n) return 1;
    vterm_input_write(vt, b, (size_t)n);
    free(b);
  }
  printf("]\n");
  vterm_free(vt);
  return 0;
}
