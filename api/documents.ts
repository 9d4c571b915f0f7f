import * as z from "zod/mini";
import { route } from "./route.ts";

export const readOpenapi = route({
  operationId: "readOpenapi",
  method: "GET",
  path: "/v1/openapi.json",
  capability: "contract",
  summary: "This document",
  description: "The contract of this deployment: its version, and its own address as the server.",
  access: "public",
  showsClients: false,
  replies: { 200: z.record(z.string(), z.unknown()) },
});

const ProblemMeaning = z
  .strictObject({
    code: z.string().check(z.meta({ description: "What programs decide by." })),
    status: z.int().check(z.minimum(400), z.maximum(599)),
    title: z.string(),
    meaning: z.string().check(z.meta({ description: "What is the matter." })),
    remedy: z.string().check(z.meta({ description: "What the caller should do." })),
  })
  .register(z.globalRegistry, { id: "ProblemMeaning" });
export type ProblemMeaning = z.infer<typeof ProblemMeaning>;

export const listProblems = route({
  operationId: "listProblems",
  method: "GET",
  path: "/v1/problems",
  capability: "contract",
  summary: "Every reason for which the API refuses something, and what to do about it",
  description:
    "Where the `type` of a problem leads: `/v1/problems#FORBIDDEN` is the place of that code on the page that browsers get. " +
    "Programs get the same as JSON.",
  access: "public",
  showsClients: false,
  html: true,
  replies: { 200: z.strictObject({ items: z.array(ProblemMeaning) }) },
});
