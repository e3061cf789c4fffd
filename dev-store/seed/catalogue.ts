/** What the tea house sells: twelve things of four makers in three collections, and a gift card. */
import type { Shop } from "../shop/shop.ts";
import type { ProductInput } from "../shop/types.ts";
import { bowl, giftCard, jar, pouch, strainer, teapot, tin, whisk } from "./drawings.ts";

const COLLECTIONS = [
  { handle: "tea", title: "Tea", description: "Loose leaves from gardens that we visit ourselves." },
  { handle: "teaware", title: "Teaware", description: "Pots, bowls and tools that are used every day." },
  { handle: "gifts", title: "Gifts", description: "For people who deserve a quiet half hour." },
];

const FJELL = "Fjell & Blad";
const KUMO = "Kumo Gardens";
const RISE = "Rise Pottery";
const LYNG = "Lyng Honey";

type Entry = ProductInput & { title: string };

const TEAS: Entry[] = [
  {
    handle: "sencha-spring",
    title: "Spring sencha",
    vendor: KUMO,
    collections: ["tea"],
    tags: ["green", "spring"],
    description: "First picking, steamed within the hour. Tastes of peas and sea air.",
    image: pouch("A bag of spring sencha", "green"),
    variants: [
      { title: "50 g", price: "149.00" },
      { title: "100 g", price: "269.00" },
    ],
  },
  {
    handle: "genmaicha",
    title: "Genmaicha",
    vendor: KUMO,
    collections: ["tea"],
    tags: ["green"],
    description: "Green tea with roasted rice, for rainy afternoons.",
    image: pouch("A bag of genmaicha", "amber"),
    variants: [{ title: "100 g", price: "139.00" }],
  },
  {
    handle: "matcha-ceremonial",
    title: "Ceremonial matcha",
    vendor: KUMO,
    collections: ["tea", "gifts"],
    tags: ["green", "matcha"],
    description: "Stone ground, thirty grams in a tin. Sweet first, bitter second.",
    image: tin("A tin of matcha", "green"),
    variants: [{ title: "30 g", price: "389.00" }],
  },
  {
    handle: "earl-grey-north",
    title: "Earl Grey of the North",
    vendor: FJELL,
    collections: ["tea"],
    tags: ["black"],
    description: "Black tea with bergamot and a little juniper.",
    image: tin("A tin of Earl Grey", "indigo"),
    variants: [
      { title: "100 g", price: "159.00" },
      { title: "250 g", price: "349.00" },
    ],
  },
  {
    handle: "breakfast-blend",
    title: "Breakfast blend",
    vendor: FJELL,
    collections: ["tea"],
    tags: ["black"],
    description: "Assam and Kenya, strong enough for milk and Mondays.",
    image: pouch("A bag of breakfast blend", "clay"),
    variants: [{ title: "250 g", price: "219.00", compareAt: "259.00" }],
  },
  {
    handle: "rosehip-evening",
    title: "Rosehip evening",
    vendor: FJELL,
    collections: ["tea"],
    tags: ["herbal", "caffeine-free"],
    description: "Rosehip, apple and heather. Nothing in it keeps anybody awake.",
    image: pouch("A bag of rosehip tea", "rose"),
    variants: [{ title: "100 g", price: "119.00" }],
  },
];

const WARE: Entry[] = [
  {
    handle: "stoneware-teapot",
    title: "Stoneware teapot",
    vendor: RISE,
    collections: ["teaware", "gifts"],
    tags: ["handmade"],
    description: "Holds 0.8 litres, pours without dripping. No two are quite alike.",
    image: teapot("A stoneware teapot", "slate"),
    variants: [{ title: "0.8 l", price: "890.00" }],
  },
  {
    handle: "tea-bowl",
    title: "Tea bowl",
    vendor: RISE,
    collections: ["teaware"],
    tags: ["handmade"],
    description: "Thrown by hand and glazed in one of three colours.",
    image: bowl("A tea bowl with steam", "clay"),
    variants: [
      { title: "Sand", price: "320.00" },
      { title: "Moss", price: "320.00" },
      { title: "Night", price: "340.00" },
    ],
  },
  {
    handle: "bamboo-whisk",
    title: "Bamboo whisk",
    vendor: KUMO,
    collections: ["teaware"],
    tags: ["matcha"],
    description: "A hundred tines, cut from one piece of bamboo.",
    image: whisk("A bamboo whisk", "amber"),
    variants: [{ title: "100 tines", price: "249.00" }],
  },
  {
    handle: "steel-strainer",
    title: "Steel strainer",
    vendor: RISE,
    collections: ["teaware"],
    tags: [],
    description: "Fits any cup and most pots, and survives the dishwasher.",
    image: strainer("A tea strainer", "slate"),
    variants: [{ title: "One size", price: "129.00" }],
  },
  {
    handle: "heather-honey",
    title: "Heather honey",
    vendor: LYNG,
    collections: ["gifts"],
    tags: ["food"],
    description: "From hives above the tree line, 350 g.",
    image: jar("A jar of heather honey", "amber"),
    variants: [{ title: "350 g", price: "169.00" }],
  },
  {
    handle: "quiet-evening-box",
    title: "Quiet evening box",
    vendor: LYNG,
    collections: ["gifts"],
    tags: ["set"],
    description: "Rosehip tea, honey and a bowl, packed in wood wool.",
    image: tin("A gift box for a quiet evening", "rose"),
    variants: [{ title: "Box", price: "649.00", compareAt: "729.00" }],
  },
];

const GIFT_CARD: Entry = {
  handle: "gift-card",
  title: "Gift card",
  vendor: "The Tea House",
  collections: ["gifts"],
  tags: [],
  giftCard: true,
  description: "Sent by mail, good for everything in the shop.",
  image: giftCard("A gift card with a ribbon", "rose"),
  variants: [
    { title: "250", price: "250.00" },
    { title: "500", price: "500.00" },
    { title: "1000", price: "1000.00" },
  ],
};

/** Puts the goods on the shelves; what is there already stays. Returns how many were new. */
export function seedCatalogue(shop: Shop): number {
  for (const collection of COLLECTIONS) shop.createCollection(collection);
  const missing = [...TEAS, ...WARE, GIFT_CARD].filter(
    (entry) => shop.findProductByHandle(entry.handle ?? "") === null,
  );
  for (const entry of missing) shop.createProduct({ productType: "Tea house", ...entry });
  return missing.length;
}
