using SanityStripeBridge.Core.Alerting;

namespace SanityStripeBridge.Core.Tests.Alerting;

public sealed class AlertBookTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_stands_is_told_once()
    {
        var standing = Held("mug", "1");
        var book = Told(AlertBook.Read(AlertBook.Empty), standing, Now);
        book.Due([standing], Now.AddDays(1)).Should().BeEmpty();
    }

    [Fact]
    public void Another_occurrence_waits_until_the_hour_is_over()
    {
        var book = Told(AlertBook.Read(AlertBook.Empty), Held("mug", "1"), Now);
        var again = Held("mug", "2");
        book.Due([again], Now.AddMinutes(59)).Should().BeEmpty();
        book.Due([again], Now.AddMinutes(60)).Should().ContainSingle();
    }

    [Fact]
    public void What_passed_and_came_back_is_told_again_after_the_hour()
    {
        var standing = Held("mug", "1");
        var book = Told(AlertBook.Read(AlertBook.Empty), standing, Now).Settled([], Now.AddMinutes(1));
        book.Due([standing], Now.AddMinutes(2)).Should().BeEmpty();
        book.Due([standing], Now.AddHours(1)).Should().ContainSingle();
        book.Settled([], Now.AddHours(1)).ToText().Should().Be(AlertBook.Empty, "the book does not grow");
    }

    [Fact]
    public void Each_kind_and_subject_is_told_for_itself()
    {
        var book = Told(AlertBook.Read(AlertBook.Empty), Held("mug", "1"), Now);
        book.Due([Held("mug", "1"), Held("cup", "2"), Held("mug", "3") with { Kind = "dead_letter" }], Now)
            .Select(alert => $"{alert.Kind} {alert.Subject}")
            .Should()
            .Equal("held cup", "dead_letter mug");
    }

    [Fact]
    public void Many_of_a_kind_are_one_alert_and_one_an_hour()
    {
        var many = Enumerable.Range(0, 20).Select(i => Held($"p{i}", "1")).ToList();
        var book = AlertBook.Read(AlertBook.Empty);
        var alert = book.Due(many, Now).Should().ContainSingle().Subject;
        alert.Subject.Should().BeNull();
        alert.About.Should().HaveCount(20);
        book = book.With(alert, Now);
        book.Due(many, Now).Should().BeEmpty();
        var more = Enumerable.Range(20, 20).Select(i => Held($"p{i}", "1")).Concat(many).ToList();
        book.Due(more, Now.AddMinutes(30)).Should().BeEmpty();
        book.Due(more, Now.AddHours(1)).Should().ContainSingle().Which.About.Should().HaveCount(20);
    }

    [Fact]
    public void A_book_that_was_kept_is_the_same_book()
    {
        var book = Told(AlertBook.Read(AlertBook.Empty), Held("mug", "1"), Now);
        AlertBook.Read(book.ToText()).ToText().Should().Be(book.ToText());
        AlertBook.Read(book.ToText()).Due([Held("mug", "1")], Now.AddDays(1)).Should().BeEmpty();
    }

    [Fact]
    public void Five_of_a_kind_are_told_one_by_one_and_six_in_one_sentence()
    {
        var five = Enumerable.Range(0, 5).Select(i => Held($"p{i}", "1")).ToList();
        var book = AlertBook.Read(AlertBook.Empty);
        book.Due(five, Now).Select(alert => alert.Subject).Should().Equal("p0", "p1", "p2", "p3", "p4");
        var alert = book.Due([.. five, Held("p5", "1")], Now).Should().ContainSingle().Subject;
        alert.Message.Should().Be("6 at once: p0, p1, p2, p3, p4 and 1 more. The first: p0 is held.");
    }

    [Fact]
    public void What_still_stands_is_remembered_however_long()
    {
        var standing = Held("mug", "1");
        var book = Told(AlertBook.Read(AlertBook.Empty), standing, Now).Settled([standing], Now.AddDays(2));
        book.Due([standing], Now.AddDays(2)).Should().BeEmpty();
    }

    [Fact]
    public void A_crowd_is_quiet_for_its_hour_and_the_single_ones_are_not_forgotten()
    {
        var many = Enumerable.Range(0, 6).Select(i => Held($"p{i}", "1")).ToList();
        var book = AlertBook.Read(AlertBook.Empty);
        book = book.With(book.Due(many, Now).Single(), Now);
        book.Due([Held("q", "1")], Now).Should().ContainSingle("one alone is no crowd");
        book.Due([many[0]], Now.AddDays(1)).Should().BeEmpty("it was told in the crowd");
    }

    private static Condition Held(string subject, string occurrence) =>
        new("held", subject, occurrence, $"{subject} is held.");

    private static AlertBook Told(AlertBook book, Condition condition, DateTimeOffset now) =>
        book.With(book.Due([condition], now).Single(), now);
}
