/** Something that keeps the laptop from starting; the message is one sentence that says what to do. */
export class StartError extends Error {}
