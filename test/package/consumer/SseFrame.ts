import * as Stream from "effect/Stream"
import * as SseFrame from "effect-responses-stream/SseFrame"

export const frames: Stream.Stream<SseFrame.Frame, SseFrame.SseFrameError> = Stream.make(new Uint8Array()).pipe(
  SseFrame.decode({ maxEventSize: 1 })
)
