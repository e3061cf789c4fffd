/** Uploads in two steps: a place to send a file to, then a file made of it. */
import { gid } from "../../shop/gid.ts";
import { Refusal } from "../../shop/refusal.ts";
import { drop, nextId } from "../../shop/state.ts";
import type { ShopFile } from "../../shop/types.ts";
import { attempt, requireId, type Context, type View } from "../answers.ts";
import { fileView } from "../views/shop.ts";

type StagedArgs = { filename: string; mimeType: string; httpMethod?: string | null };
type FileArgs = { originalSource: string; alt?: string | null; contentType?: string | null; filename?: string | null };

function stagedTarget(context: Context, input: StagedArgs): View {
  const name = input.filename.replace(/[^\w.-]+/g, "_").replace(/^\.+/, "") || "file";
  const path = `${context.baseUrl}/uploads/${nextId(context.shop.state)}/${name}`;
  return {
    url: path,
    resourceUrl: path,
    parameters: [{ name: "content_type", value: input.mimeType }],
  };
}

function createFile(context: Context, input: FileArgs, index: number): ShopFile {
  if (!/^https?:\/\//.test(input.originalSource)) {
    throw new Refusal("INVALID", ["files", String(index), "originalSource"], "Original source is not a valid URL");
  }
  const file: ShopFile = {
    id: nextId(context.shop.state),
    url: input.originalSource,
    alt: input.alt ?? "",
    kind: input.contentType === "FILE" ? "FILE" : "IMAGE",
    mimeType: /\.svg$/i.test(input.originalSource) ? "image/svg+xml" : "image/png",
    status: "READY",
    width: null,
    height: null,
    createdAt: context.shop.moment(),
  };
  context.shop.state.files[file.id] = file;
  return file;
}

export const fileMutations = {
  stagedUploadsCreate: ({ input }: { input: StagedArgs[] }, context: Context): View =>
    attempt(() => ({ stagedTargets: input.map((one) => stagedTarget(context, one)) })),
  fileCreate: ({ files }: { files: FileArgs[] }, context: Context): View =>
    attempt(() => {
      const made = files.map((file, index) => fileView(createFile(context, file, index)));
      context.shop.announceJobs();
      return { files: made };
    }),
  fileDelete: ({ fileIds }: { fileIds: string[] }, context: Context): View =>
    attempt(() => {
      const ids = fileIds.map((id) => requireId(id, ["fileIds"], "MediaImage", "GenericFile"));
      for (const id of ids) drop(context.shop.state.files, id);
      context.shop.announceJobs();
      return { deletedFileIds: ids.map((id) => gid("MediaImage", id)) };
    }),
};
