import type { ActionFunctionArgs } from "@remix-run/node";
import { uploadCardImage } from "../admin/card-image.server.ts";

/** POST with a picture for a tier's card. */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  return Response.json(await uploadCardImage(request));
}
