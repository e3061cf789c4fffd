import { configure } from "@testing-library/preact";
import { PATIENCE_MS } from "./patience.ts";

/** What `waitFor` waits for in the extensions' pages; by itself it gives up after a second. */
configure({ asyncUtilTimeout: PATIENCE_MS });
