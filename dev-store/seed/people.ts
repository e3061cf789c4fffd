/** Twenty-five customers; the first ones have a story that one can look up in the admin. */
import type { Shop } from "../shop/shop.ts";
import type { Customer, CustomerInput } from "../shop/types.ts";

/** How often somebody buys, and how much at a time. */
export type Habit = { ordersPerYear: number; appetite: number };
export type Person = CustomerInput & { key: string; joinedDaysAgo: number; habit: Habit };

const rare: Habit = { ordersPerYear: 2, appetite: 1 };
const now_and_then: Habit = { ordersPerYear: 5, appetite: 1 };
const steady: Habit = { ordersPerYear: 10, appetite: 2 };
const devoted: Habit = { ordersPerYear: 16, appetite: 3 };
const none: Habit = { ordersPerYear: 0, appetite: 1 };

/** Their note says what is special about them. Their own orders are in stories.ts. */
const STORIES: Person[] = [
  {
    key: "ingrid",
    firstName: "Ingrid",
    lastName: "Solberg",
    email: "ingrid@example.com",
    locale: "nb",
    birthday: "04-17",
    note: "Devoted: highest tier.",
    joinedDaysAgo: 364,
    habit: devoted,
  },
  {
    key: "magnus",
    firstName: "Magnus",
    lastName: "Refsdal",
    email: "magnus@example.com",
    locale: "nb",
    note: "Sent one of two tea bowls back.",
    joinedDaysAgo: 200,
    habit: none,
  },
  {
    key: "sunniva",
    firstName: "Sunniva",
    lastName: "Utne",
    email: "sunniva@example.com",
    locale: "nb",
    note: "Bought once, long ago: the first points to expire are hers.",
    joinedDaysAgo: 362,
    habit: none,
  },
  {
    key: "didrik",
    firstName: "Didrik",
    lastName: "Gjeldsvik",
    email: "didrik@example.com",
    locale: "nb",
    note: "Returns more than he keeps.",
    joinedDaysAgo: 150,
    habit: none,
  },
  {
    key: "astrid",
    firstName: "Astrid",
    lastName: "Berg",
    email: "astrid@example.com",
    locale: "nb",
    tags: ["staff"],
    note: "Works in the shop: takes no part.",
    joinedDaysAgo: 340,
    habit: now_and_then,
  },
  {
    key: "wholesale",
    firstName: "Café",
    lastName: "Nordlys",
    email: "innkjop@example.com",
    locale: "nb",
    tags: ["wholesale"],
    note: "A café that buys in bulk: takes no part.",
    joinedDaysAgo: 320,
    habit: { ordersPerYear: 6, appetite: 8 },
  },
  {
    key: "emoji",
    firstName: "Mira 🍵",
    lastName: "Løvås",
    email: "mira@example.com",
    note: "A name with a picture in it.",
    joinedDaysAgo: 280,
    habit: now_and_then,
  },
  {
    key: "rtl",
    firstName: "נועה",
    lastName: "ברק",
    email: "noa@example.com",
    note: "A name written from right to left.",
    joinedDaysAgo: 250,
    habit: steady,
  },
  {
    key: "arabic",
    firstName: "ليلى",
    lastName: "حداد",
    email: "layla@example.com",
    note: "Another one.",
    joinedDaysAgo: 120,
    habit: now_and_then,
  },
  {
    key: "nomail",
    firstName: "Odd",
    lastName: "Utenpost",
    email: null,
    phone: "+4790000001",
    locale: "nb",
    note: "Has no e-mail address.",
    joinedDaysAgo: 220,
    habit: rare,
  },
  {
    key: "nearly",
    firstName: "Nils",
    lastName: "Nesten",
    email: "nils@example.com",
    locale: "nb",
    note: "A few hundred kroner short of the highest tier.",
    joinedDaysAgo: 300,
    habit: none,
  },
  {
    key: "giftcards",
    firstName: "Gerd",
    lastName: "Gavmild",
    email: "gerd@example.com",
    locale: "nb",
    note: "Buys gift cards and pays with them.",
    joinedDaysAgo: 180,
    habit: none,
  },
  {
    key: "bank",
    firstName: "Bjarne",
    lastName: "Overføring",
    email: "bjarne@example.com",
    locale: "nb",
    note: "Pays by bank transfer; the last one has not arrived.",
    joinedDaysAgo: 90,
    habit: none,
  },
  {
    key: "newcomer",
    firstName: "Nora",
    lastName: "Nyberg",
    email: "nora@example.com",
    locale: "nb",
    birthday: "02-29",
    note: "Joined last week and has bought nothing yet.",
    joinedDaysAgo: 6,
    habit: none,
  },
];

const OTHERS: [first: string, last: string, habit: Habit, joinedDaysAgo: number][] = [
  ["Eivind", "Aasen", steady, 355],
  ["Kari", "Bakke", now_and_then, 330],
  ["Tuva", "Dahl", devoted, 310],
  ["Henrik", "Eide", rare, 290],
  ["Amalie", "Foss", steady, 260],
  ["Jonas", "Grønli", now_and_then, 240],
  ["Sofie", "Haugen", steady, 210],
  ["Oskar", "Iversen", rare, 170],
  ["Freya", "Jansen", now_and_then, 140],
  ["Leo", "Kvam", rare, 100],
  ["Selma", "Lien", now_and_then, 60],
];

/** Everybody, in a fixed order. */
export const PEOPLE: Person[] = [
  ...STORIES,
  ...OTHERS.map(([firstName, lastName, habit, joinedDaysAgo]) => ({
    key: firstName.toLowerCase(),
    firstName,
    lastName,
    email: `${firstName.toLowerCase()}@example.com`,
    locale: "nb",
    joinedDaysAgo,
    habit,
  })),
];

const DAY = 86_400_000;

/** The customer of a person, by e-mail or phone; null before they were seeded. */
export function findPerson(shop: Shop, person: Person): Customer | null {
  const wanted = (customer: Customer): boolean =>
    person.email ? customer.email === person.email : customer.phone === person.phone;
  return shop.listCustomers().find(wanted) ?? null;
}

/** Makes the customers, each on the day on which they first came. Whoever is there already stays. Returns how many were new. */
export function seedCustomers(shop: Shop): number {
  return seedPeople(shop, PEOPLE);
}

/** Who buys in the second shop, too. */
const ALSO_THERE = ["ingrid", "magnus", "nearly", "tuva"];
/** Whose address the second shop has as well, but nobody has verified it there. */
const UNVERIFIED_THERE = ["gerd"];

/** The second shop's customers: some who are the first one's, too, one whose address is not verified, and two of its own. */
export function seedBranchCustomers(shop: Shop): number {
  const also = PEOPLE.filter((person) => ALSO_THERE.includes(person.key));
  const unverified = PEOPLE.filter((person) => UNVERIFIED_THERE.includes(person.email?.split("@")[0] ?? ""));
  const own = [
    { key: "vilde", firstName: "Vilde", lastName: "Fløyen", email: "vilde@example.com" },
    { key: "torgeir", firstName: "Torgeir", lastName: "Brygge", email: "torgeir@example.com" },
  ].map((person) => ({ ...person, locale: "nb", joinedDaysAgo: 30, habit: none }));
  return seedPeople(shop, [
    ...also.map(({ note: _note, ...person }) => person),
    ...unverified.map((person) => ({ ...person, note: "Nobody has verified the address here.", verifiedEmail: false })),
    ...own,
  ]);
}

function seedPeople(shop: Shop, people: readonly Person[]): number {
  const now = shop.now().getTime();
  const missing = people.filter((person) => findPerson(shop, person) === null);
  for (const { key: _key, joinedDaysAgo, habit: _habit, ...input } of missing) {
    shop.at(new Date(now - joinedDaysAgo * DAY), () => shop.createCustomer({ state: "ENABLED", ...input }));
  }
  return missing.length;
}
