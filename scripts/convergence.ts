import { tellInAnyOrder } from "../tests/convergence/told-in-any-order.ts";
import { onOwnGround } from "../tests/scenarios/ground.ts";

/**
 * `npm run convergence`: an order that is created, paid, edited, returned in part, once more, and cancelled is told in all 720 orders of
 * these, each one to five times; and in all 120 orders of the first five. Every sequence has to end in the same state.
 */
const failed = await onOwnGround(async (ground) => {
  let wrong = 0;
  for (const happenings of [5, 6]) {
    const told = await tellInAnyOrder(ground, happenings);
    const isRight = told.wrong === null && told.ends.length === 1;
    if (!isRight) wrong += 1;
    console.log(`${told.orders} sequences of ${happenings}, ${told.deliveries} deliveries: ${told.ends.length} end(s)`);
    if (told.wrong !== null) console.log(told.wrong);
  }
  return wrong;
});
process.exitCode = failed === 0 ? 0 : 1;
