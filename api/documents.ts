import * as z from "zod/mini";
import { route } from "./route.ts";

export const readOpenapi = route({
  operationId: "readOpenapi",
  method: "GET",
  path: "/v1/openapi.json",
  capability: "contract",
  summary: "This document",
  access: "public",
  replies: { 200: z.record(z.string(), z.unknown()) },
});
