package report

import (
	"cmp"
	"fmt"
	"strconv"

	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/scan"
)

// noUID stands where the capture tells no user id, as on Android.
const noUID = -1

// appKey tells apps apart: several may have a name in common, and on other systems
// than Android they have no more than a name.
type appKey struct {
	uid  int32
	name string
}

func appOf(f *scan.Flow) decode.App {
	if f.App == nil {
		return decode.App{UID: noUID}
	}
	return *f.App
}

// appLabel is what to call an app, "" if nothing is known of it.
func appLabel(a decode.App) string {
	uid := ""
	if a.UID != noUID {
		uid = fmt.Sprintf("uid %d", a.UID)
	}
	return cmp.Or(a.Name, a.Package, uid)
}

// appRow becomes an App.
type appRow struct {
	Counts
	pkg string
}

func (a *appRow) add(f *scan.Flow) {
	a.Counts.add(f)
	a.pkg = cmp.Or(a.pkg, appOf(f).Package)
}

func (a *appRow) finish(key appKey) App {
	return App{UID: key.uid, App: key.name, Package: a.pkg, Counts: a.Counts}
}

func (t tables) apps() table {
	left := []column{{title: "APP", least: 16, code: true}, {title: "PACKAGE", least: 16, drop: 5, code: true}}
	right := []column{{title: "UID", drop: 7}}
	shown, others := cut(t, t.report.Apps)
	var records []record
	for _, a := range shown {
		label, uid := "[no app]", ""
		if a.UID != noUID {
			label, uid = "[no name]", strconv.Itoa(int(a.UID))
		}
		records = append(records, record{[]string{cmp.Or(a.App, label), a.Package}, a.Counts, []string{uid}})
	}
	return t.table("BYTES SENT BY APP", left, right, records, others).withoutEmpty()
}
