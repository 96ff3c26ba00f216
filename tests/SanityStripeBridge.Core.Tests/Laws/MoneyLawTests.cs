using FsCheck;
using FsCheck.Fluent;
using SanityStripeBridge.Core.Tests.Planning;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Laws;

/// <summary>An amount is the same number in the document, on the wire and in Stripe, in every currency.</summary>
public sealed class MoneyLawTests
{
    /// <summary>Stripe's presentment currencies (docs.stripe.com/currencies) by the step of their amounts.</summary>
    private static readonly (long Step, string Currencies)[] Table =
    [
        (
            1,
            "usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd cad cdf chf cny cop crc "
                + "cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl htg huf idr ils inr jmd kes kgs khr "
                + "kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd pab pen pgk "
                + "php pkr pln qar ron rsd rub sar sbd scr sek sgd shp sle sos srd std szl thb tjs top try ttd twd tzs uah uyu uzs "
                + "wst xcd yer zar zmw"
        ),
        (1, "bif clp gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf"),
        (10, "bhd jod kwd omr tnd"),
        (100, "isk ugx"),
    ];

    /// <summary>Stripe takes at most eight digits.</summary>
    private const long Largest = 99_999_999;

    public static TheoryData<long, string> Currencies()
    {
        var all = new TheoryData<long, string>();
        foreach (var (step, currencies) in Table)
        foreach (var currency in currencies.Split(' '))
            all.Add(step, currency);
        return all;
    }

    [Theory]
    [MemberData(nameof(Currencies))]
    public void An_amount_goes_to_Stripe_and_back_as_the_same_number(long step, string currency) =>
        Prop.ForAll(
                Gen.Choose(0, (int)((Largest - step) / step)).ToArbitrary(),
                drawn =>
                {
                    var amount = drawn * step;
                    var world = With(currency, amount);
                    var price = world.Stripe.Prices.Values.Should().ContainSingle().Subject;
                    ((long)price["unit_amount"]!).Should().Be(amount);
                    ((string?)price["currency"]).Should().Be(currency);
                    price["unit_amount"] = amount + step;
                    Core.Mapping.StripeReader.Price(
                            world.Stripe.Price((string)price["id"]!)!,
                            new HashSet<string>()
                        )
                        .Fields["unitAmount"]
                        .AsInteger()
                        .Should()
                        .Be(amount + step);
                }
            )
            .Check(Cases.Of(5));

    [Theory]
    [MemberData(nameof(Currencies))]
    public void An_amount_between_the_steps_of_its_currency_is_never_sent(long step, string currency)
    {
        if (step == 1)
            return;
        With(currency, step + 1).Stripe.Prices.Should().BeEmpty();
    }

    private static World With(string currency, long amount)
    {
        var price = A.Price(amount: amount);
        price["currency"] = currency;
        var world = new World().Put(A.Product(), price);
        world.Settle();
        return world;
    }
}
