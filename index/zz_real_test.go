package index
import ("testing";"context";"time";"os";"fmt";"runtime"
"github.com/reportbot/reportbot/corpus"
"github.com/reportbot/reportbot/corpus/reports")
func TestReal(t *testing.T){
	rs,err := corpus.Load(context.Background(), corpus.Source{FS: reports.FS})
	if err!=nil { t.Fatal(err) }
	dir:=t.TempDir()
	for range 4 { s:=time.Now(); ix:=open(t,Options{Dir:dir},rs...); fmt.Println("open",time.Since(s), len(ix.places)); ix.Close() }
	s:=time.Now(); ix:=open(t,Options{},rs...); fmt.Println("memory",time.Since(s))
	runtime.GC(); var ms runtime.MemStats; runtime.ReadMemStats(&ms); fmt.Println("heap",ms.HeapAlloc>>10,"KiB")
	for _,q := range []string{"was sagt Köln?","wieviel prozent sehen KI als problem","top challenges","und Bielefeld?","Wie wird das Wetter morgen?","Wer gewinnt die Fußball-Weltmeisterschaft?","Wie hoch ist die Miete in Berlin?","fachkräftemangel","kosten steigen warum","What are success factors of cooperation?","Welche Rolle spielt Blockchain?","Was kostet ein Ticket?","what is the weather","standardisierung","Cloud","open source", "Quantencomputer", "gesetze zur digitalisierung","wie viele mitarbeiter hat Dataport"} {
		lang := ""
		for range 3 { ask(t,ix,Query{Text:q,Language:lang}) }
		s:=time.Now(); r:=ask(t,ix,Query{Text:q,Language:lang,Limit:3}); d:=time.Since(s)
		fmt.Printf("%q %v\n",q,d)
		for _,w:=range r.Words { fmt.Printf("   %s/%s known=%v corr=%q w=%.1f n=%d\n",w.Text,w.Stem,w.Known,w.Corrected,w.Weight,w.Hits) }
		for _,h:=range r.Hits { fmt.Printf("     %.2f cov %.2f %s %s %s\n",h.Score,h.Coverage,h.Ref.Kind,h.Ref.ID,h.Language) }
	}
	_ = context.Background; _ = os.Args
}
