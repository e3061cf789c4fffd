-- Whether the shop's metafield says that members are told by mail: then their account leads to what they may choose.
ALTER TABLE "shops" ADD COLUMN "mails_written" BOOLEAN NOT NULL DEFAULT false;
