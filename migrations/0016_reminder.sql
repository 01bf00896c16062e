CREATE TABLE "reminder" (
	"what" text PRIMARY KEY NOT NULL,
	"told_at" timestamp with time zone NOT NULL
);
