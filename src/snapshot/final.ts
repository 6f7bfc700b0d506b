/**
 * The final response of a stream, and the errors where there is none. `ResponseSnapshot` exports the errors.
 *
 * @internal
 */
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import type { ResponseError } from "../model/Response.ts"
import type { Verdict } from "../stream/verdict.ts"
import type { ResponseSnapshot } from "./snapshot.ts"
import type { SnapshotResponse } from "./types.ts"

/**
 * The response failed: `response.failed` came, or an error.
 *
 * @category errors
 * @since 0.1.0
 */
export class FinalResponseFailed
  extends /* @__PURE__ */ Data.TaggedError("FinalResponseFailed")<{
    readonly message: string
    /** What ended the response. */
    readonly verdict: "Failed" | "Errored"
  }>
{
  readonly #snapshot: ResponseSnapshot

  constructor(fields: { readonly verdict: "Failed" | "Errored"; readonly snapshot: ResponseSnapshot }) {
    const { snapshot, verdict } = fields
    super({
      verdict,
      message:
        `The response failed: ${verdict === "Failed" ? "response.failed" : "an error"} came in the stream. ` +
        "Read error for the provider's reason, and snapshot for what came before."
    })
    this.#snapshot = snapshot
  }

  /** What is known of the response. */
  get snapshot(): ResponseSnapshot {
    return this.#snapshot
  }

  /** The provider's reason, if it gave one. Its message may quote the request. */
  get error(): ResponseError | undefined {
    return this.#snapshot.error
  }
}

/**
 * The stream ended before its terminal chunk.
 *
 * @category errors
 * @since 0.1.0
 */
export class FinalResponseMissing
  extends /* @__PURE__ */ Data.TaggedError("FinalResponseMissing")<{
    readonly message: string
    /**
     * How far the response came. With `ItemsCompleteWithoutTerminal`, the output is probably complete.
     */
    readonly verdict: Verdict
  }>
{
  readonly #snapshot: ResponseSnapshot

  constructor(fields: { readonly snapshot: ResponseSnapshot }) {
    const { snapshot } = fields
    super({
      verdict: snapshot.verdict,
      message:
        "The stream ended before its terminal chunk. What came is in snapshot: retry the request, or accept it as it is."
    })
    this.#snapshot = snapshot
  }

  /** What is known of the response. */
  get snapshot(): ResponseSnapshot {
    return this.#snapshot
  }
}

/** The final response of a stream, by its last snapshot. */
export const finalOf = (
  snapshot: ResponseSnapshot
): Result.Result<SnapshotResponse, FinalResponseFailed | FinalResponseMissing> => {
  const { response, verdict } = snapshot
  switch (verdict) {
    case "Failed":
    case "Errored":
      return Result.fail(new FinalResponseFailed({ verdict, snapshot }))
    case "Completed":
    case "Incomplete":
    case "Cancelled":
      if (response !== undefined) return Result.succeed(response)
  }
  return Result.fail(new FinalResponseMissing({ snapshot }))
}
