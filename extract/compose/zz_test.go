package compose_test
import ("testing";"os";"context";"fmt";"github.com/yusuan/yusuan/extract/layout";"github.com/yusuan/yusuan/extract/pdf")
func TestZZ(t *testing.T){
 dec,_:=pdf.New(pdf.Options{}); defer dec.Close()
 for _,f:=range []string{"js-npc-2019-tables","js-npc-2017-budget","js-procuratorate-2018-budget","js-partyoffice-2017-tables","js-cppcc-2018-budget"} {
 data,_:=os.ReadFile("/work/shared/corpus/"+f+".pdf")
 r,err:=dec.Decode(context.Background(),data,"")
 fmt.Println("=====",f,err)
 if err!=nil {continue}
 for _,p:=range layout.Flow(r.Pages){
  fmt.Println("--page",p.Number,p.Width,p.Height,p.Status,p.Digits)
  for i,it:=range p.Items { if it.Grid!=nil {g:=it.Grid; fmt.Printf("   GRID %.0f %s %dx%d |", g.Box,g.Method,len(g.Cells),len(g.Cells[0])); for j:=range g.Cells[0]{fmt.Print(g.Cells[0][j].Text,"|")}; fmt.Println(); continue}
   near:=false
   for k:=i+1;k<len(p.Items)&&k<i+5;k++ {near=near||p.Items[k].Grid!=nil}
   if near||len(p.Items)-i<3||i<2 {b:=it.Block; fmt.Printf("   %.0f sz%.1f b%v c%v %s %.80q\n",b.Box,b.FontSize,b.Bold,b.Centered,b.Kind,b.Text)}
   } } }
}
