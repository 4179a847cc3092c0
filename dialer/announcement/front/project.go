package front

// Project makes a frame of a stack.
func Project(stack *[Stack]float32, f *Frame) {
	for d := range Dim {
		row := &projection[d]
		sum := -offset[d]
		for i, v := range stack {
			sum += row[i] * v
		}
		f[d] = sum
	}
}

// Spread returns by how much (variance) sounds differ in a dimension, where voices differ by 1 within a sound.
func Spread(dimension int) float64 { return spread[dimension] }
