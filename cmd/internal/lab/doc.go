// Package lab gets and runs, privately and on loopback only, what Huifang talks to: PostgreSQL, Redis, a PBX
// (Asterisk) and a second Asterisk that plays the carrier and the customers. `make demo` and all integration tests
// use the same package, so that what is shown is what is tested.
//
// Programs ([Runtime]): an installed version that fits is used; what is missing is unpacked from Debian packages into
// a cache folder, without root and without touching the machine's own package state.
//
// Two lifetimes: in test mode ([ForTest], or [Start] without Options.Detached) the services die with this process,
// even when it is killed; detached services ([Start] with Options.Detached) stay until [Lab.Stop], also from another
// process ([Open]).
//
// As root every service steps down to the user nobody.
package lab
