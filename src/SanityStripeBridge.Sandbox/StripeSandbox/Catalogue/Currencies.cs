using SanityStripeBridge.Sandbox.StripeSandbox.Requests;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Catalogue;

/// <summary>Stripe's presentment currencies: accepted in any case, shown in lower case.</summary>
internal static class Currencies
{
    private const string All =
        "usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf clp "
        + "cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl hrk htg huf idr ils inr "
        + "isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mro mur mvr mwk mxn "
        + "myr mzn nad ngn nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sll "
        + "sos srd std szl thb tjs tnd top try ttd twd tzs uah ugx uyu uzs vnd vuv wst xaf xcd xof xpf yer zar zmw";

    private static readonly string[] Known = All.Split(' ');

    public static string Check(string currency, string param)
    {
        var lower = currency.ToLowerInvariant();
        return Known.Contains(lower)
            ? lower
            : throw Refuse.Value(
                $"Invalid currency: {lower}. Stripe currently supports these currencies: {string.Join(", ", Known)}",
                param
            );
    }
}
