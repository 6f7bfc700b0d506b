export declare const largeEvents: (count: number) => Generator<string, void>
export declare const largeCapture: (options?: {
  readonly events?: number
  readonly format?: "sse" | "jsonl"
}) => Uint8Array<ArrayBuffer>
