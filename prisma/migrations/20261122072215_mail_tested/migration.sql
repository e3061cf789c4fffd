-- When staff of the program last got a test mail: a step of the setup guide.
ALTER TABLE "programs" ADD COLUMN "mail_tested_at" TIMESTAMPTZ(3);
