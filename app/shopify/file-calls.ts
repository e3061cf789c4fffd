import type { Gateway } from "./gateway.ts";
import type { Caller } from "./throttle.ts";
import { fromGid, toGid } from "./gid.ts";
import { fileCreateMutation, mediaImageQuery, stagedUploadsCreateMutation } from "./operations/files.ts";
import { ShopifyFailure } from "./transport.ts";
import { requireNoErrors } from "./user-errors.ts";

type FileCalls = Pick<Gateway, "stagePicture" | "createPicture" | "findPicture">;

/** The part of the gateway that is about the shop's files. */
export function createFileCalls(call: Caller): FileCalls {
  return {
    stagePicture: async ({ name, mimeType, bytes }) => {
      const input = [
        { filename: name, mimeType, fileSize: String(bytes), resource: "IMAGE" as const, httpMethod: "PUT" as const },
      ];
      const { stagedUploadsCreate: payload } = await call(stagedUploadsCreateMutation, { input });
      requireNoErrors(stagedUploadsCreateMutation.name, payload?.userErrors ?? []);
      const [target] = payload?.stagedTargets ?? [];
      if (target === undefined || target.url === null || target.resourceUrl === null) {
        throw new ShopifyFailure("unknown", stagedUploadsCreateMutation.name, "no place for the picture came back");
      }
      // Where a picture is sent with PUT, what Shopify calls parameters are headers.
      const headers = target.parameters.map(({ name: key, value }) => [key.replaceAll("_", "-"), value] as const);
      return { url: target.url, headers: Object.fromEntries(headers), source: target.resourceUrl };
    },
    createPicture: async (source, alt) => {
      const files = [{ originalSource: source, alt, contentType: "IMAGE" as const }];
      const { fileCreate: payload } = await call(fileCreateMutation, { files });
      requireNoErrors(fileCreateMutation.name, payload?.userErrors ?? []);
      const [file] = payload?.files ?? [];
      if (file === undefined) throw new ShopifyFailure("unknown", fileCreateMutation.name, "no file came back");
      return fromGid(file.id);
    },
    findPicture: async (id) => {
      const { node } = await call(mediaImageQuery, { id: toGid("MediaImage", id) });
      if (node === null || node.fileStatus === "FAILED") return { status: "failed" };
      const url = node.image?.url;
      return node.fileStatus === "READY" && url !== undefined ? { status: "ready", url } : { status: "waiting" };
    },
  };
}
