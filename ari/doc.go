// Package ari talks to one Asterisk (20 or later) through its REST interface:
// commands over HTTP, events over one websocket. It is the only package that
// imports github.com/CyCoreSystems/ari/v6, and nothing of ari/v6 shows in its
// API.
//
// Of ari/v6 it uses the data models and the event decoder. It does not use
// ari/v6's native client, because that cannot be made safe from the outside:
// its commands take no context and have no timeout, its bodies are not drained
// (every command leaves a TIME_WAIT behind), it throws Asterisk's error text
// and ExternalMedia's answer away, its bus drops events of a slow reader
// without a word, and its Connect blocks for ever when Asterisk is down, with
// neither ping nor notice of a reconnect. So this package has its own thin HTTP
// and websocket layer:
//
//   - Every command takes a context and has a deadline ([Config.CommandTimeout]).
//     Errors are *[Error] with Asterisk's status and text. Connections are kept
//     alive and reused.
//   - [Client.Run] owns the websocket. One reader only routes: it puts each
//     event into the [Queue] of every id it names and never waits for a
//     consumer. Queues are unbounded, with an alarm; what nobody claims goes to
//     the queues of [Client.OpenUnclaimed]; what cannot be decoded is counted,
//     logged and delivered as [Unknown]. Nothing is lost in silence.
//   - The connection is pinged; a peer that does not answer counts as gone.
//     Asterisk replays nothing after a gap, so every gap is announced: each
//     queue receives [Disconnected] and later [Connected] with the next
//     generation, and its owner reads the channel again.
//   - Deletes go out one at a time: concurrent deletes after a reconnect have
//     crashed Asterisk.
//
// Sources: the ARI reference at https://docs.asterisk.org (Asterisk REST
// Interface), RFC 6455 for ping and pong, RFC 7617 for basic authentication,
// ITU-T Q.850 for causes.
package ari
