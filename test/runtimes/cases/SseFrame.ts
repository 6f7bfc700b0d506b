import * as Stream from "effect/Stream"
import * as SseFrame from "effect-responses-stream/SseFrame"
import type { Cases } from "../harness/case.ts"
import { equal } from "../harness/case.ts"
import { outcome } from "../harness/read.ts"
import { bytesOf } from "../harness/wire.ts"

export const cases: Cases = {
  "bytes become events, comments and reconnection times": async () => {
    const text = "\uFEFF: hi\nretry: 10\nid: 7\nevent: e\ndata: a\ndata: b\r\n\r\ndata: {}"
    const { error, values } = await outcome(Stream.make(bytesOf(text)).pipe(SseFrame.decode()))
    equal(error, undefined)
    equal(values, [
      { _tag: "Comment", text: "hi" },
      { _tag: "Retry", milliseconds: 10 },
      { _tag: "Event", data: "a\nb", event: "e", id: "7" },
      { _tag: "Event", data: "{}" }
    ])
  },
  "every byte that is not UTF-8 is refused where it stands": async () => {
    for (const bad of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]]) {
      const { error } = await outcome(
        Stream.make(bytesOf("data: "), Uint8Array.from(bad), bytesOf("x\n\n")).pipe(SseFrame.decode())
      )
      equal(error?._tag === "InvalidUtf8" && error.byteOffset, 6, bad.join(" "))
    }
  }
}
