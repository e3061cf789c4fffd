import { gid } from "../../shop/gid.ts";
import { createSegment, deleteSegment, updateSegment } from "../../shop/segments.ts";
import { attempt, requireId, type Context, type View } from "../answers.ts";
import { segmentView } from "../views/shop.ts";

export const segmentMutations = {
  segmentCreate: (args: { name: string; query: string }, context: Context): View =>
    attempt(() => ({ segment: segmentView(createSegment(context.shop, args.name, args.query)) })),
  segmentUpdate: (args: { id: string; name?: string | null; query?: string | null }, context: Context): View =>
    attempt(() => {
      const patch = { ...(args.name ? { name: args.name } : {}), ...(args.query ? { query: args.query } : {}) };
      return { segment: segmentView(updateSegment(context.shop, requireId(args.id, ["id"], "Segment"), patch)) };
    }),
  segmentDelete: (args: { id: string }, context: Context): View =>
    attempt(() => {
      const id = requireId(args.id, ["id"], "Segment");
      deleteSegment(context.shop, id);
      return { deletedSegmentId: gid("Segment", id) };
    }),
};
