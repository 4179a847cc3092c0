package jobs_test

import (
	"archive/zip"
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"huifang/campaign/intake"
	"huifang/campaign/store"
)

// Import of 200,000 rows (R3), measured: time, and how far the memory of the process grows. It is kept out of the usual run;
// HUIFANG_MEASURE=1 runs it. The files are made by a process's earlier part whose memory is given back before.
func TestMeasureImport(t *testing.T) {
	if os.Getenv("HUIFANG_MEASURE") == "" {
		t.Skip("set HUIFANG_MEASURE=1")
	}
	const rows = 200_000
	const limit = 200 << 20
	header := []string{"客户编号", "客户名称", "联系人", "手机", "备用电话", "性别", "生日", "语言", "地址", "门店", "签约日期", "备注"}
	row := func(i int) []string {
		return []string{fmt.Sprintf("K%07d", i), fmt.Sprintf("客户有限公司%07d", i), fmt.Sprintf("联系人%07d", i), fmt.Sprintf("139%08d", i), fmt.Sprintf("138%08d", i), []string{"男", "女"}[i%2],
			fmt.Sprintf("19%02d-%02d-%02d", 50+i%50, 1+i%12, 1+i%28), []string{"普通话", "粤语"}[i%2], fmt.Sprintf("上海市浦东新区世纪大道%d号", i), "一店", "2026-03-01", fmt.Sprintf("备注 %d", i)}
	}
	csv := func() []byte {
		var s strings.Builder
		s.WriteString(strings.Join(header, ",") + "\n")
		for i := range rows {
			s.WriteString(strings.Join(row(i), ",") + "\n")
		}
		return []byte(s.String())
	}
	// Texts as a spreadsheet program saves them: every different one in the shared strings.
	xlsx := func() []byte {
		index := map[string]int{}
		var texts, sheet strings.Builder
		add := func(r int, cells []string) {
			fmt.Fprintf(&sheet, `<row r="%d">`, r)
			for c, v := range cells {
				i, ok := index[v]
				if !ok {
					i = len(index)
					index[v] = i
					fmt.Fprintf(&texts, "<si><t>%s</t></si>", v)
				}
				fmt.Fprintf(&sheet, `<c r="%c%d" t="s"><v>%d</v></c>`, 'A'+c, r, i)
			}
			sheet.WriteString("</row>")
		}
		add(1, header)
		for i := range rows {
			add(i+2, row(i))
		}
		return zipped(t, map[string]string{
			"[Content_Types].xml":        "<Types/>",
			"_rels/.rels":                `<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
			"xl/workbook.xml":            `<workbook xmlns:r="x"><sheets><sheet name="s" sheetId="1" r:id="r7"/></sheets></workbook>`,
			"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r7" Type="http://x/worksheet" Target="worksheets/s.xml"/></Relationships>`,
			"xl/sharedStrings.xml":       "<sst>" + texts.String() + "</sst>", "xl/worksheets/s.xml": "<worksheet><sheetData>" + sheet.String() + "</sheetData></worksheet>",
		})
	}
	streamed := func() []byte {
		return streamedWorkbook(t, header, rows, row)
	}
	for _, c := range []struct {
		name string
		file func() []byte
		opt  string
	}{{"CSV, new", csv, "skip"}, {"XLSX with shared strings, new", xlsx, "skip"}, {"XLSX with inline strings, new", streamed, "skip"}, {"CSV, update of all", csv, "update"}} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			if c.opt == "update" {
				b.work(b.upload(intake.KindCustomers, c.file(), store.ImportOptions{OnDuplicate: "skip"}).ID)
			}
			imp := b.upload(intake.KindCustomers, c.file(), store.ImportOptions{OnDuplicate: c.opt})
			info, err := os.Stat(filepath.Join(b.im.Dir, imp.Spool))
			b.must(err)
			size := info.Size()
			runtime.GC()
			debug.FreeOSMemory()
			base := rss(t)
			var peak atomic.Int64
			stop, stopped := make(chan struct{}), make(chan struct{})
			go func() {
				defer close(stopped)
				for {
					select {
					case <-stop:
						return
					case <-time.After(20 * time.Millisecond):
						peak.Store(max(peak.Load(), rss(t)))
					}
				}
			}()
			start := time.Now()
			got := b.work(imp.ID)
			took := time.Since(start)
			close(stop)
			<-stopped
			if got.State != "done" || got.Added+got.Updated != rows {
				t.Fatalf("%+v %v", got, b.errors(imp.ID))
			}
			grown := peak.Load() - base
			t.Logf("%d rows (%d MiB file) in %v, %d rows/s; memory grew by %d MiB from %d MiB", rows, size>>20, took.Round(100*time.Millisecond),
				int(rows/took.Seconds()), grown>>20, base>>20)
			if grown > limit {
				t.Errorf("memory grew by %d MiB, more than %d", grown>>20, limit>>20)
			}
		})
	}
}

func zipped(t *testing.T, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range parts {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// rss is the resident memory of this process in bytes (proc(5)).
func rss(t *testing.T) int64 {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		t.Error(err)
		return 0
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if rest, ok := strings.CutPrefix(s.Text(), "VmRSS:"); ok {
			kb, _ := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
			return kb << 10
		}
	}
	t.Error("no VmRSS")
	return 0
}

func streamedWorkbook(t *testing.T, header []string, rows int, row func(int) []string) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	set := func(r int, cells []string) {
		values := make([]any, len(cells))
		for i, c := range cells {
			values[i] = c
		}
		if err := w.SetRow(fmt.Sprintf("A%d", r), values); err != nil {
			t.Fatal(err)
		}
	}
	set(1, header)
	for i := range rows {
		set(i+2, row(i))
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	buf, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}
