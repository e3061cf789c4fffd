import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { parseIntoClientConfig } from "pg-connection-string";
import { defineConfig } from "prisma/config";

const url = process.env["DATABASE_URL"] ?? "postgresql://postgres@127.0.0.1:5432/laurel";
process.env["DATABASE_URL"] ??= url;

// Prisma's WASM schema engine reads pg_catalog, and adapter-pg 6.19 does not know the catalogue types
// "char", name, … (prisma/orm#27403): they are reported as text (25).
const CATALOGUE_TYPES = new Set([18, 19, 22, 30, 194, 2205, 2206]);
const TEXT_TYPE = 25;

type RowDescription = { fields: { dataTypeID: number }[] };
type Connection = { prependListener(event: "rowDescription", listener: (message: RowDescription) => void): void };

class CatalogueClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    const { connection } = this as unknown as { connection: Connection };
    connection.prependListener("rowDescription", (message) => {
      for (const field of message.fields) if (CATALOGUE_TYPES.has(field.dataTypeID)) field.dataTypeID = TEXT_TYPE;
    });
  }
}

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  experimental: { adapter: true },
  engine: "js",
  // Separate fields, never a connectionString: the adapter opens the shadow database by overriding `database`,
  // and a connectionString would win over it, so that the shadow would be the main database.
  adapter: async () =>
    new PrismaPg({
      ...parseIntoClientConfig(url),
      Client: CatalogueClient,
      allowExitOnIdle: true,
      idleTimeoutMillis: 500,
    }),
});
