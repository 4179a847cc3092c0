// Whether leaving now would hurt: set by the agent's desk, asked by the frame.
export const guard = { inCall: false }
