/** What is under test. A test puts faults in the place of some of it. */
import * as FunctionCall from "../../src/call/FunctionCall.ts"
import * as ImageGeneration from "../../src/image/ImageGeneration.ts"
import * as StreamProtocol from "../../src/protocol/StreamProtocol.ts"
import * as ResponseSnapshot from "../../src/snapshot/ResponseSnapshot.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import * as Web from "../../src/web/Web.ts"

export const library = {
  decode: ChunkStream.decode,
  decodeJson: ChunkStream.decodeJson,
  fromReadableStream: ChunkStream.fromReadableStream,
  fromResponse: ChunkStream.fromResponse,
  fromHttpClientResponse: ChunkStream.fromHttpClientResponse,
  isSynthetic: ChunkStream.isSynthetic,
  chunks: Web.chunks,
  decoderStream: Web.decoderStream,
  validate: Web.validate,
  stepProtocol: StreamProtocol.step,
  stepSnapshot: ResponseSnapshot.step,
  stepCalls: FunctionCall.step,
  stepImages: ImageGeneration.step
}

export type Library = typeof library
