#!/bin/sh
# Every event of an answer while it comes, what is wrong with it, and how it ends: sh inspect.sh "Hello"
curl --silent --no-buffer "${RESPONSES_URL:-https://openrouter.ai/api/v1/responses}" \
  --header "Authorization: Bearer $OPENROUTER_API_KEY" \
  --header "Content-Type: application/json" \
  --data "{\"model\":\"openai/gpt-5\",\"input\":\"${1:-Hello}\",\"stream\":true}" |
  npx effect-responses-stream inspect
