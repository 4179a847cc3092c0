package redis

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// Board is where each node hangs its live picture for the others (R34). What hangs there goes by itself after pictureLife; without
// Redis the nodes only do not see each other's pictures.
type Board struct {
	client *redis.Client
}

// pictureLife is several times longer than pictures are hung up apart.
const pictureLife = 5 * time.Second

// NewBoard makes a board.
func NewBoard(client *redis.Client) *Board { return &Board{client} }

func pictureKey(node string) string { return "huifang:picture:" + node }

// Exchange hangs up the node's picture and reads those of the others; one that is not there, or too old, is missing.
func (b *Board) Exchange(ctx context.Context, node string, picture []byte, others []string) (map[string][]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	keys := make([]string, len(others))
	for i, o := range others {
		keys[i] = pictureKey(o)
	}
	var read *redis.SliceCmd
	if _, err := b.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		p.Set(ctx, pictureKey(node), picture, pictureLife)
		read = p.MGet(ctx, keys...)
		return nil
	}); err != nil {
		return nil, fmt.Errorf("exchange live pictures: %w", err)
	}
	out := map[string][]byte{}
	for i, v := range read.Val() {
		if text, ok := v.(string); ok {
			out[others[i]] = []byte(text)
		}
	}
	return out, nil
}
