/** Something is wrong that must never be: the simulation ends and says what. */
export class Violated extends Error {
  override name = "Violated";
}
