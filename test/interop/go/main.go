// Program client is go-tuf's updater as its users run it. Protocol: ../README.md.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/theupdateframework/go-tuf/v2/metadata"
	"github.com/theupdateframework/go-tuf/v2/metadata/config"
	"github.com/theupdateframework/go-tuf/v2/metadata/updater"
)

type answer struct {
	OK      bool               `json:"ok"`
	Error   string             `json:"error,omitempty"`
	Targets map[string]*string `json:"targets,omitempty"`
}

func update(metadataURL, targetsURL, trusted, cache, downloads string, paths []string) (map[string]*string, error) {
	root, err := os.ReadFile(trusted)
	if err != nil {
		return nil, err
	}
	settings, err := config.New(metadataURL, root)
	if err != nil {
		return nil, err
	}
	settings.LocalMetadataDir = cache
	settings.LocalTargetsDir = downloads
	settings.RemoteTargetsURL = targetsURL
	client, err := updater.New(settings)
	if err != nil {
		return nil, err
	}
	if err := client.Refresh(); err != nil {
		return nil, err
	}
	found := map[string]*string{}
	for index, path := range paths {
		info, err := client.GetTargetInfo(path)
		// The updater has no error of its own for a target that is not there.
		if err != nil && err.Error() == fmt.Sprintf("target %s not found", path) {
			found[path] = nil
			continue
		}
		if err != nil {
			return nil, err
		}
		file, _, err := client.DownloadTarget(info, filepath.Join(downloads, strconv.Itoa(index)), "")
		if err != nil {
			return nil, err
		}
		found[path] = &file
	}
	return found, nil
}

func match() ([]bool, error) {
	var pairs [][2]string
	if err := json.NewDecoder(os.Stdin).Decode(&pairs); err != nil {
		return nil, err
	}
	verdicts := make([]bool, len(pairs))
	for i, pair := range pairs {
		role := metadata.DelegatedRole{Name: "role", Paths: []string{pair[0]}}
		verdict, err := role.IsDelegatedPath(pair[1])
		if err != nil {
			return nil, err
		}
		verdicts[i] = verdict
	}
	return verdicts, nil
}

func main() {
	var result any
	switch {
	case len(os.Args) == 2 && os.Args[1] == "match":
		verdicts, err := match()
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		result = verdicts
	case len(os.Args) >= 7 && os.Args[1] == "update":
		a := os.Args[2:]
		targets, err := update(a[0], a[1], a[2], a[3], a[4], a[5:])
		if err != nil {
			result = answer{Error: fmt.Sprintf("%T: %v", err, err)}
		} else {
			result = answer{OK: true, Targets: targets}
		}
	default:
		fmt.Fprintln(os.Stderr, "usage: client update METADATA TARGETS ROOT CACHE DOWNLOADS [PATH...] | client match")
		os.Exit(2)
	}
	if err := json.NewEncoder(os.Stdout).Encode(result); err != nil {
		os.Exit(2)
	}
}
