import { readEnvironment } from "./environment.ts";

/** The checked environment. This file is the only place in the app that reads `process.env`. */
export const env = readEnvironment(process.env);
