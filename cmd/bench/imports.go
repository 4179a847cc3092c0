package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/xuri/excelize/v2"

	"huifang/campaign/intake"
	"huifang/campaign/store"
	"huifang/cmd/internal/jobs"
)

// importFor is how long one format is imported again and again on a slow machine.
const importFor = 2 * time.Minute

// imports measures the import of a file of customers by the service's own job, as CSV and as XLSX: from its start to its
// end, with the memory by which the process grows. Beside it, in turn with it, a bare COPY of the same cells as texts into a table without
// any index.
func (b *bench) imports(ctx context.Context) (rows []row, err error) {
	n, rounds := 200_000, 3
	if b.quick {
		n, rounds = 5000, 1
	}
	pool, err := b.database(ctx, "imports")
	if err != nil {
		return nil, err
	}
	defer pool.Close()
	agents, err := addAgents(ctx, pool, 1)
	if err != nil {
		return nil, err
	}
	if _, err := pool.Exec(ctx, `insert into unit (name) values ('一店'); create unlogged table bare (a text, b text, c text, d text, e text, f text, g text, h text, i text, j text, k text, l text)`); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(b.dir, "imports-")
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		return nil, err
	}
	im := &jobs.Importer{Node: "bench", Store: store.New(pool), Dir: dir, Region: "CN", Zone: zone, Log: slog.New(slog.DiscardHandler)}
	for _, format := range []string{"csv", "xlsx"} {
		path := filepath.Join(dir, "customers."+format)
		if err := writeCustomers(path, format, n); err != nil {
			return rows, fmt.Errorf("%s: %w", path, err)
		}
		var ours, bare, memory series
		began := time.Now()
		for round := 0; round < rounds && (round == 0 || time.Since(began) < importFor); round++ {
			turns := []func() error{
				func() error {
					began := time.Now()
					grown, err := memoryOver(func() error { return importFile(ctx, im, path, n, agents[0]) })
					ours, memory = append(ours, time.Since(began).Seconds()), append(memory, grown)
					return err
				},
				func() error {
					began := time.Now()
					err := copyCustomers(ctx, pool, n)
					bare = append(bare, time.Since(began).Seconds())
					return err
				},
			}
			for i := range turns {
				if _, err := pool.Exec(ctx, `truncate customer, contact, contact_number, bare cascade`); err != nil {
					return rows, err
				}
				if err := turns[(i+round)%2](); err != nil {
					return rows, fmt.Errorf("%s: %w", format, err)
				}
			}
			say("%s: imported in %.1f s, bare COPY %.1f s", format, ours[len(ours)-1], bare[len(bare)-1])
		}
		rows = append(rows,
			row{fmt.Sprintf("import of %d customers, %s (12 columns, two numbers each)", n, format), ours.spread("%.1f", " s") + fmt.Sprintf(", %.0f rows/s", float64(n)/ours.median()),
				"bare COPY of the same cells " + bare.spread("%.1f", " s"), ratio(ours.median(), bare.median()), ""},
			row{"the same: memory of the process grows by", memory.spread("%.0f", " MB"), "", "", verdict("<= 200 MB", memory.quantile(1) <= 200)})
	}
	return rows, nil
}

var customerColumns = []string{"客户编号", "客户名称", "联系人", "手机", "备用电话", "性别", "生日", "语言", "地址", "门店", "签约日期", "备注"}

func customerCells(i int) []string {
	return []string{fmt.Sprintf("K%07d", i), fmt.Sprintf("客户有限公司%07d", i), fmt.Sprintf("联系人%07d", i), fmt.Sprintf("139%08d", i), fmt.Sprintf("138%08d", i), []string{"男", "女"}[i%2],
		fmt.Sprintf("19%02d-%02d-%02d", 50+i%50, 1+i%12, 1+i%28), []string{"普通话", "粤语"}[i%2], fmt.Sprintf("上海市浦东新区世纪大道%d号", i), "一店", "2026-03-01", fmt.Sprintf("备注 %d", i)}
}

// writeCustomers writes a file with a header and n rows.
func writeCustomers(path, format string, n int) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if format == "csv" {
		w := csv.NewWriter(f)
		err := w.Write(customerColumns)
		for i := 0; i < n && err == nil; i++ {
			err = w.Write(customerCells(i))
		}
		w.Flush()
		return errors.Join(err, w.Error())
	}
	book := excelize.NewFile()
	defer func() { err = errors.Join(err, book.Close()) }()
	w, err := book.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	cells := func(line int, texts []string) error {
		values := make([]any, len(texts))
		for i, t := range texts {
			values[i] = t
		}
		return w.SetRow(fmt.Sprintf("A%d", line), values)
	}
	err = cells(1, customerColumns)
	for i := 0; i < n && err == nil; i++ {
		err = cells(i+2, customerCells(i))
	}
	if err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err = book.WriteTo(f)
	return err
}

// importFile does what the API does with an upload, and a worker with the job, until it has ended.
func importFile(ctx context.Context, im *jobs.Importer, path string, n int, by int64) (err error) {
	spool, info, err := spooled(im.Dir, path)
	if err != nil {
		return err
	}
	defer spool.Close()
	table, err := intake.OpenTable(spool, info.Size(), intake.TableOptions{MaxBytes: info.Size()})
	if err != nil {
		return err
	}
	imp, _, err := im.Store.CreateImport(ctx, store.NewImport{Kind: intake.KindCustomers, Key: spool.Name(), FileName: filepath.Base(path), SHA256: "bench", Node: im.Node,
		Spool: filepath.Base(spool.Name()), Format: table.Format, Columns: table.Headers, Preview: [][]string{}, Mapping: intake.Propose(intake.KindCustomers, table.Headers),
		Signature: intake.Signature(table.Headers), By: by})
	if err != nil {
		return err
	}
	if err := im.Store.SetImportMapping(ctx, imp.ID, imp.Mapping, store.ImportOptions{OnDuplicate: "skip"}, intake.Signature(table.Headers), by); err != nil {
		return err
	}
	if err := im.Store.StartImport(ctx, imp.ID, by); err != nil {
		return err
	}
	working, stop := context.WithCancel(ctx)
	worker := jobs.Worker{Node: im.Node, Store: im.Store, Handlers: map[string]jobs.Handler{store.JobImport: im.Handle}, Log: im.Log}
	ended := make(chan error)
	go func() { ended <- worker.Run(working) }()
	defer func() {
		stop()
		err = errors.Join(err, <-ended)
	}()
	for ctx.Err() == nil {
		if imp, err = im.Store.Import(ctx, imp.ID); err != nil {
			return err
		}
		switch imp.State {
		case "done":
			if imp.Added != n {
				return fmt.Errorf("%d of %d rows were imported", imp.Added, n)
			}
			return nil
		case "failed", "cancelled":
			return fmt.Errorf("the import is %s: %s", imp.State, imp.Error)
		}
		time.Sleep(50 * time.Millisecond)
	}
	return ctx.Err()
}

// spooled copies a file into the folder of the imports.
func spooled(dir, path string) (*os.File, os.FileInfo, error) {
	from, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer from.Close()
	f, err := os.CreateTemp(dir, "import-*")
	if err != nil {
		return nil, nil, err
	}
	if _, err := io.Copy(f, from); err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	info, err := f.Stat()
	if err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	return f, info, nil
}

func copyCustomers(ctx context.Context, pool *pgxpool.Pool, n int) error {
	i := 0
	_, err := pool.CopyFrom(ctx, pgx.Identifier{"bare"}, []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"}, pgx.CopyFromFunc(func() ([]any, error) {
		if i == n {
			return nil, nil
		}
		cells := customerCells(i)
		i++
		values := make([]any, len(cells))
		for c, text := range cells {
			values[c] = text
		}
		return values, nil
	}))
	return err
}
