package storetest

import (
	"cmp"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
)

// debian matches the folders in which Debian keeps the binaries, one a version.
const debian = "/usr/lib/postgresql/*/bin"

// find returns the folder that holds both initdb and postgres: the newest that
// the pattern matches, else the first on the path. The path comes last because
// what it finds may be somebody's wrapper.
func find(pattern, path string) (folder string, ok bool) {
	folders, err := filepath.Glob(pattern)
	if err != nil {
		return "", false
	}
	slices.SortStableFunc(folders, func(a, b string) int { return cmp.Compare(version(b), version(a)) })
	for _, dir := range filepath.SplitList(path) {
		// A link leads to where initdb looks for postgres and its templates.
		if target, err := filepath.EvalSymlinks(filepath.Join(dir, "initdb")); err == nil && filepath.IsAbs(dir) {
			folders = append(folders, filepath.Dir(target))
		}
	}
	i := slices.IndexFunc(folders, func(dir string) bool { return executable(dir, "initdb") && executable(dir, "postgres") })
	if i < 0 {
		return "", false
	}
	return folders[i], true
}

// version reads the version in VERSION/bin, 0 where there is none.
func version(folder string) float64 {
	v, err := strconv.ParseFloat(filepath.Base(filepath.Dir(folder)), 64)
	if err != nil {
		return 0
	}
	return v
}

func executable(folder, name string) bool {
	_, err := exec.LookPath(filepath.Join(folder, name))
	return err == nil
}
