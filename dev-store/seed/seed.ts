/** The tea house: goods, customers, and a year of what they did. */
export { seedCatalogue } from "./catalogue.ts";
export { PEOPLE, findPerson, seedBranchCustomers, seedCustomers } from "./people.ts";
export { playYear } from "./year.ts";
