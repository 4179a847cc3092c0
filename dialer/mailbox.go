package dialer

import "sync"

// mailbox is an unbounded queue with one reader: a sender never waits and nothing is dropped, so that no call or agent
// can hold up another. Its length is bounded by what can happen to one call or one node's agents.
type mailbox[T any] struct {
	mu    sync.Mutex
	items []T
	ready chan struct{} // holds a token while items wait
}

func newMailbox[T any]() *mailbox[T] { return &mailbox[T]{ready: make(chan struct{}, 1)} }

func (m *mailbox[T]) push(items ...T) {
	m.mu.Lock()
	m.items = append(m.items, items...)
	m.mu.Unlock()
	select {
	case m.ready <- struct{}{}:
	default:
	}
}

// take returns all waiting items.
func (m *mailbox[T]) take() []T {
	m.mu.Lock()
	defer m.mu.Unlock()
	items := m.items
	m.items = nil
	return items
}

// back puts items that could not be dealt with before those that came since.
func (m *mailbox[T]) back(items []T) {
	m.mu.Lock()
	m.items = append(items, m.items...)
	m.mu.Unlock()
	select {
	case m.ready <- struct{}{}:
	default:
	}
}
