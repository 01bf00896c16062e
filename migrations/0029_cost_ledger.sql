CREATE TABLE "cost" (
	"day" date NOT NULL,
	"account" text NOT NULL,
	"what" text NOT NULL,
	"country" text NOT NULL,
	"units" bigint NOT NULL,
	"milli" bigint NOT NULL,
	CONSTRAINT "cost_day_account_what_country_pk" PRIMARY KEY("day","account","what","country")
);
--> statement-breakpoint
ALTER TABLE "part" ADD COLUMN "day" date;--> statement-breakpoint
ALTER TABLE "part" ADD COLUMN "country" text;--> statement-breakpoint
ALTER TABLE "part" ADD COLUMN "milli" integer;--> statement-breakpoint
ALTER TABLE "part" ADD COLUMN "counted" boolean DEFAULT false NOT NULL;