// Nothing is decoded: what is measured is the import of all schemas alone
export * from "effect-responses-stream/models"
