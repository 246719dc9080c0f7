// SPDX-License-Identifier: Apache-2.0
#include "reach/run_folder.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include "base/error.h"
#include "sys/files.h"
#include "sys/process_identity.h"
#include "sys/trees.h"

namespace assay::reach {
namespace {

namespace fs = std::filesystem;
using base::Json;

class RunFolderTest : public ::testing::Test {
 protected:
  sys::TemporaryFolder folder_;
  RunFolder run_{folder_.path() / "run"};
};

TEST_F(RunFolderTest, ItsStateIsWhatIsInIt) {
  EXPECT_EQ(run_.state(), RunState::absent);
  sys::make_folder(run_.path());
  EXPECT_EQ(run_.state(), RunState::died);
  sys::ProcessIdentity self = sys::identity_of(getpid()).value();
  sys::write_whole(run_.pid(), to_text(self));
  EXPECT_EQ(run_.state(), RunState::running);
  self.started = "1";
  sys::write_whole(run_.pid(), to_text(self));
  EXPECT_EQ(run_.state(), RunState::died);
  EXPECT_FALSE(run_.stop());
  self.boot = "another";
  sys::write_whole(run_.pid(), to_text(self));
  EXPECT_EQ(run_.state(), RunState::rebooted);
  sys::write_whole(run_.ended(), to_json(RunEnd{.how = "exited", .status = 3}).dump());
  EXPECT_EQ(run_.state(), RunState::ended);
  EXPECT_EQ(run_.end()->status, 3);
}

TEST_F(RunFolderTest, AnEndThatIsNoneOfOursIsNone) {
  for (const char* text : {"", "{}", "[]", R"({"how":"dance","status":0})",
                           R"({"how":"exited","status":-1})", R"({"how":"exited"})"}) {
    EXPECT_FALSE(read_run_end(text).has_value()) << text;
  }
}

TEST_F(RunFolderTest, RemembersWhenSomebodyAsked) {
  sys::make_folder(run_.path());
  run_.renew();
  EXPECT_LT(run_.unasked()->count(), 60);
  fs::last_write_time(run_.lease(), fs::file_time_type::clock::now() - std::chrono::hours(2));
  EXPECT_GE(run_.unasked()->count(), 7100);
  // The clock was set back since.
  fs::last_write_time(run_.lease(), fs::file_time_type::clock::now() + std::chrono::hours(2));
  EXPECT_EQ(run_.unasked()->count(), 0);
  run_.renew();
  EXPECT_LT(run_.unasked()->count(), 60);
}

TEST(Order, IsReadAsItWasWritten) {
  const Order order{.arguments = {"--quick", "a b"},
                    .environment = {{"A_1", "x=y"}},
                    .cpus = "0-1",
                    .patience = std::chrono::milliseconds(1234),
                    .label = "label"};
  const Order read = read_order(to_json(order));
  EXPECT_EQ(read.arguments, order.arguments);
  EXPECT_EQ(read.environment, order.environment);
  EXPECT_EQ(read.cpus, order.cpus);
  EXPECT_EQ(read.patience, order.patience);
  EXPECT_EQ(read.label, order.label);
}

TEST(Order, OfAnotherKindIsRefused) {
  const auto with = [](const char* key, Json value) {
    Json json = to_json(Order{});
    Json changed;
    for (const auto& [name, old] : *json.object()) {
      changed.set(name, name == std::string_view(key) ? value : old);
    }
    return changed;
  };
  EXPECT_NO_THROW(read_order(to_json(Order{})));
  for (const Json& bad : {Json(), with("arguments", 1), with("arguments", Json(Json::Array{1})),
                          with("environment", Json(Json::Object{{"A B", "x"}})),
                          with("environment", Json(Json::Object{{"", "x"}})), with("cpus", "x"),
                          with("patience_ms", 0), with("patience_ms", std::int64_t{1} << 50),
                          with("arguments", Json(Json::Array{std::string("a\0b", 3)})),
                          with("arguments", Json(Json::Array(300, Json("x"))))}) {
    EXPECT_THROW(read_order(bad), base::Error) << bad.dump();
  }
}

}  // namespace
}  // namespace assay::reach
