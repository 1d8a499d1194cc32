//go:build bench

package bench
import ("testing";"fmt";"os";"github.com/shellac-term/shellac/test/bench/workload")
func TestQuick(t *testing.T){
 for _,f:=range []func()(workload.Session,error){workload.Vim,workload.Typing}{
  s,err:=f(); if err!=nil{t.Fatal(err)}
  raw:=s.Raw(); cast:=castOf(t,s)
  os.WriteFile("/tmp/"+s.Argv[0]+".raw",raw,0o600)
  part := func(b []byte) string { return share(len(b), len(raw)) }
  fmt.Println(s.Name,len(raw),len(s.Events),s.Duration(),"rec",part(record(t,s,asRecorded)),"rewr",part(record(t,s,atCommit)),"gz",part(zip(t,raw,9)),"sudo",part(sudoLike(t,s)),"cast",part(cast))
 }
}
