import type { GraphqlAnswer } from "../../app/shopify/transport.ts";

/** What a worker's process is started with, as JSON in its only argument. */
export type WorkerOrder = {
  readonly databaseUrl: string;
  /** How far the worker's clock is ahead: what a killed worker had claimed is free again for one that lives later. */
  readonly aheadSeconds: number;
  /** The statement at which the process is killed, and whether it has been sent by then; null: it lives. */
  readonly death: { readonly statement: number; readonly sent: boolean } | null;
};

/** A request of the worker to Shopify, which the parent's pretend shop answers. */
export type Asked = { readonly id: number; readonly query: string; readonly variables: Record<string, unknown> };
export type Answered =
  { readonly id: number; readonly answer: GraphqlAnswer } | { readonly id: number; readonly error: string };
