-- Every night a part of a shop's customers is compared whether Shopify reports them as changed or not: up to where it has come.
ALTER TABLE "shops" ADD COLUMN "checked_customer" BIGINT NOT NULL DEFAULT 0;

-- How many of them a comparison looked at, and how many orders wait for the rate of the shop's currency.
ALTER TABLE "comparisons" ADD COLUMN "customers_checked" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "comparisons" ADD COLUMN "orders_waiting" INTEGER NOT NULL DEFAULT 0;
