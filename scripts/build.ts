/** `npm run build`: builds the app with Remix and Vite. Nothing is fetched. */
import { build } from "./demo/build.ts";

try {
  await build();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
