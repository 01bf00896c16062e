CREATE TABLE "exercise_line" (
	"run_id" uuid NOT NULL,
	"n" integer NOT NULL,
	"exercise" text NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"sent_at" timestamp with time zone,
	CONSTRAINT "exercise_line_run_id_n_pk" PRIMARY KEY("run_id","n")
);
--> statement-breakpoint
CREATE TABLE "newsroom" (
	"only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"kind" text NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "newsroom_is_one" CHECK ("newsroom"."only")
);
