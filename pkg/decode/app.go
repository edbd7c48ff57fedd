package decode

import (
	"bytes"
	"unicode/utf8"

	"github.com/flowscan/flowscan/pkg/capture"
)

// App is the program that sent or received a packet, where the capture tells.
type App = capture.App

// maxApps bounds the apps remembered. A device has hundreds; a flood of made-up
// ones is forgotten.
const maxApps = 4096

// apps remembers apps, so that each is made once. Its zero value is empty.
type apps struct{ made map[App]*App }

// get returns the app of a UID and a name, which ends at its first zero byte.
func (a *apps) get(uid int32, name []byte) *App {
	name, _, _ = bytes.Cut(name, []byte{0})
	name = wholeRunes(name)
	if known := a.made[App{UID: uid, Name: string(name)}]; known != nil {
		return known
	}
	if a.made == nil || len(a.made) >= maxApps {
		a.made = make(map[App]*App)
	}
	app := &App{UID: uid, Name: string(name)}
	a.made[*app] = app
	return app
}

// wholeRunes cuts off the beginning of a character at the end of a name that was
// too long for its field.
func wholeRunes(name []byte) []byte {
	for i := range min(len(name), utf8.UTFMax) {
		start := len(name) - 1 - i
		if utf8.RuneStart(name[start]) {
			if !utf8.FullRune(name[start:]) {
				return name[:start]
			}
			break
		}
	}
	return name
}
