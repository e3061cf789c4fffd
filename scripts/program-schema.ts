import { writeFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import { programJsonSchema } from "../app/domain/program-schema.ts";

/** Writes docs/program.schema.json, the published description of the program document. A test holds it current. */
const path = new URL("../docs/program.schema.json", import.meta.url);
const options = await resolveConfig(path);
writeFileSync(path, await format(JSON.stringify(programJsonSchema()), { ...options, parser: "json" }));
