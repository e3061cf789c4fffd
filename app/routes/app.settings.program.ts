import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { programFile, takeProgramFile } from "../admin/settings.server.ts";

/** The program in force as a file. */
export const loader = ({ request }: LoaderFunctionArgs) => programFile(request);

/** A file that becomes the draft. */
export const action = ({ request }: ActionFunctionArgs) => takeProgramFile(request);
