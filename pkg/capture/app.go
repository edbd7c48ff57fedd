package capture

import (
	"bytes"
	"strconv"

	"golang.org/x/crypto/cryptobyte"
)

// App is a program that sends and receives, as the machine that captured knows.
type App struct {
	UID     int32  // Android's user id, one for each app; NoUID if it is not known
	Name    string // "Chrome"; "" if the capture does not say
	Package string // "com.android.chrome"; "" if the capture does not say
}

// NoUID is what Android says where it knows no user id (Process.INVALID_UID).
const NoUID = -1

// PCAPdroid, which captures on Android, extends pcapng by a custom block that maps
// a UID to its app, and by a comment on each frame with the UID. See
// https://github.com/emanuele-f/PCAPdroid, tools/pcapdroid.lua.
const (
	blockCustom     = 0xbad
	penPCAPdroid    = 62652 // IANA private enterprise number
	uidComment      = "u-"
	uidBlockVersion = 1
	uidBlockMapping = 1

	// maxUIDBlock is the longest block that maps a UID: two names of 255 bytes.
	maxUIDBlock = minBlock + 14 + 2*255 + 3
	// maxApps is how many apps of a section are remembered; phones have hundreds.
	maxApps = 1 << 12
)

// apps are those of a section, by the comment that names them.
type apps map[string]*App

// add remembers the app that a custom block's body maps to a UID, unless the UID
// has one.
func (a apps) add(body []byte, order byteOrder) {
	const fixedLen = 4 + 4 + 4 // enterprise number; version, kind, padding; UID
	if len(body) < fixedLen {
		return
	}
	h := (*[fixedLen]byte)(body)
	if order.uint32(h[:]) != penPCAPdroid || order.uint16(h[4:]) != uidBlockVersion || h[6] != uidBlockMapping {
		return
	}
	rest := cryptobyte.String(body[fixedLen:])
	var packageLen, nameLen uint8
	var name, pkg []byte
	if !rest.ReadUint8(&packageLen) || !rest.ReadUint8(&nameLen) || !rest.ReadBytes(&pkg, int(packageLen)) || !rest.ReadBytes(&name, int(nameLen)) {
		return
	}
	uid := int32(order.uint32(h[8:]))
	comment := uidComment + strconv.Itoa(int(uid))
	if a[comment] == nil && len(a) < maxApps {
		a[comment] = &App{uid, string(name), string(pkg)}
	}
}

// by returns the app that a frame's comment names, nil if it names none.
func (a apps) by(comment []byte) *App {
	if app := a[string(comment)]; app != nil {
		return app
	}
	digits, ok := bytes.CutPrefix(comment, []byte(uidComment))
	if !ok || len(a) >= maxApps {
		return nil
	}
	uid, err := strconv.ParseInt(string(digits), 10, 32)
	if err != nil {
		return nil
	}
	a[string(comment)] = &App{UID: int32(uid)} // whose name was lost when the file was edited
	return a[string(comment)]
}
