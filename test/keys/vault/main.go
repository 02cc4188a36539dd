// The transit engine of Vault itself, in memory, behind as much of Vault's HTTP interface as the engine is asked through. What is not
// here is Vault's core: policies, leases, namespaces, seals. The token comes as VAULT_TOKEN, the port goes to standard output.
package main

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/vault/builtin/logical/transit"
	"github.com/hashicorp/vault/sdk/logical"
)

const mount = "/v1/transit/"

var operations = map[string]logical.Operation{
	http.MethodGet:    logical.ReadOperation,
	http.MethodPost:   logical.UpdateOperation,
	http.MethodDelete: logical.DeleteOperation,
}

type service struct {
	engine  logical.Backend
	storage logical.Storage
	token   string
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	token := r.Header.Get("X-Vault-Token")
	if subtle.ConstantTimeCompare([]byte(token), []byte(s.token)) != 1 {
		answer(w, http.StatusForbidden, failure(errors.New("permission denied")))
		return
	}
	path, inside := strings.CutPrefix(r.URL.Path, mount)
	operation, known := operations[r.Method]
	if !inside || !known {
		answer(w, http.StatusNotFound, failure(errors.New("no handler for route")))
		return
	}
	request := &logical.Request{
		ID: "kaprien", Operation: operation, Path: path, Storage: s.storage, MountPoint: "transit/", ClientToken: "accessor",
	}
	if err := read(r.Body, &request.Data); err != nil {
		answer(w, http.StatusBadRequest, failure(err))
		return
	}
	response, err := s.engine.HandleRequest(r.Context(), request)
	status, err := logical.RespondErrorCommon(request, response, err)
	switch {
	case err != nil:
		answer(w, status, failure(err))
	case status >= 300:
		answer(w, status, map[string]any{"errors": []string{}})
	case response == nil:
		w.WriteHeader(http.StatusNoContent)
	default:
		answer(w, http.StatusOK, logical.LogicalResponseToHTTPResponse(response))
	}
}

// Numbers stay as they were written, as in Vault's own handler.
func read(body io.Reader, into *map[string]any) error {
	decoder := json.NewDecoder(io.LimitReader(body, 32<<20))
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

func failure(err error) any {
	return map[string][]string{"errors": {err.Error()}}
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func run() error {
	ctx := context.Background()
	storage := &logical.InmemStorage{}
	engine, err := transit.Factory(ctx, &logical.BackendConfig{
		Logger:      hclog.NewNullLogger(),
		System:      &logical.StaticSystemView{DefaultLeaseTTLVal: time.Hour, MaxLeaseTTLVal: time.Hour},
		StorageView: storage,
		BackendUUID: "kaprien",
	})
	if err != nil {
		return err
	}
	if err := engine.Initialize(ctx, &logical.InitializationRequest{Storage: storage}); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	return http.Serve(listener, &service{engine, storage, os.Getenv("VAULT_TOKEN")})
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
