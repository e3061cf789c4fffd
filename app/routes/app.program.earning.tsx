import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { db } from "../db.server.ts";
import { loadProgramPage } from "../admin/program-page.server.ts";
import { listPaymentMethods } from "../queries/payment-methods.ts";
import { EarningForm, type EarningValues } from "../ui/program/earning-form.tsx";
import { PaymentMethodsCard } from "../ui/program/payment-methods-card.tsx";
import { ProgramFormPage } from "../ui/program/program-form-page.tsx";
import { useProgramEditor } from "../ui/program/use-program-editor.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, editor } = await loadProgramPage(request);
  const methods = await listPaymentMethods(db, { programId: shop.programId, shopId: shop.id });
  return {
    earning: editor.program.earning,
    currency: editor.program.currency,
    revision: editor.revision,
    hasDraft: editor.hasDraft,
    methods: methods.map(({ method, orders, isNew }) => ({ method, orders, isNew })),
  };
}

/** How many points an order earns. */
export default function EarningPage() {
  const { t } = useTranslation();
  const loaded = useLoaderData<typeof loader>();
  const editor = useProgramEditor<EarningValues>({
    stored: loaded.earning,
    revision: loaded.revision,
    sectionsOf: (earning) => ({ earning }),
  });
  return (
    <ProgramFormPage
      title={t("program:earning.title")}
      back={{ content: t("program:title"), url: "/app/program" }}
      editor={editor}
      shownPaths={["earning.*"]}
      hasDraft={loaded.hasDraft}
    >
      <EarningForm values={editor.values} change={editor.change} errorAt={editor.errorAt} currency={loaded.currency} />
      <PaymentMethodsCard
        methods={editor.values.paymentMethods}
        seen={loaded.methods}
        change={(paymentMethods) => editor.change({ ...editor.values, paymentMethods })}
      />
    </ProgramFormPage>
  );
}
