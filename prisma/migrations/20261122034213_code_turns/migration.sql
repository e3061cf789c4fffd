-- How often a customer, and a whole shop, exchanged and undid lately: counted here, so that all processes count together. A customer has a
-- row by the customer's id; a shop's count is spread over rows with numbers below 0, so that no exchange waits for all others of its shop.
-- Nothing is lost with it: the table isn't logged, and is empty after a crash of the database.
CREATE UNLOGGED TABLE "code_turns" (
    "shop_id" BIGINT NOT NULL,
    "counter" BIGINT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "taken" INTEGER NOT NULL,
    CONSTRAINT "code_turns_pkey" PRIMARY KEY ("shop_id","counter")
) WITH (fillfactor = 50);
ALTER TABLE "code_turns" ADD CONSTRAINT "code_turns_shop_id_fkey"
    FOREIGN KEY ("shop_id") REFERENCES "shops"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "code_turns" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "code_turns" USING (sees_shop(shop_id)) WITH CHECK (sees_shop(shop_id));
