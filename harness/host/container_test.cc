// SPDX-License-Identifier: Apache-2.0
#include "host/container.h"

#include <gmock/gmock.h>

#include "host/machines_test.h"

namespace assay::host {
namespace {

// The value of the first sign; "" without one.
std::string found(const Readings& files) {
  const sys::TemporaryFolder folder;
  write_machine(files, folder.path());
  Signs signs;
  look_for_container(Root(folder.path()), signs);
  const auto all = signs.take();
  for (const auto& sign : all) EXPECT_TRUE(sign.signal.starts_with("container: "));
  return all.empty() ? std::string() : all.front().value;
}

TEST(Container, IsToldByItsGroup) {
  const std::pair<const char*, const char*> cases[] = {
      {"0::/docker/3f9a", "docker"},
      {"12:cpuset:/system.slice/docker-3f9a.scope", "docker"},
      {"12:cpuset:/system.slice:docker:3f9a", "docker"},
      {"0::/machine.slice/libpod-3f9a.scope", "podman"},
      {"0::/kubepods.slice/kubepods-pod1.slice/crio-3f9a.scope", "cri-o"},
      {"0::/kubepods/burstable/pod1/crio-3f9a", "cri-o"},
      {"0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-3f9a.scope", "containerd"},
      {"11:memory:/kubepods/burstable/pod1/3f9a", "kubernetes"},
      {"0::/lxc.payload.web", "lxc"},
      {"3:cpu:/lxc/web", "lxc"},
      {"0::/machine.slice/machine-debian.scope", "systemd-nspawn"},
      {"0::/user.slice/user-1000.slice/session-2.scope", ""},
      {"0::/system.slice/docker.service", ""},
      {"0::/system.slice/containerd.service", ""},
      {"0::/", ""}};
  for (const auto& [groups, kind] : cases) {
    EXPECT_EQ(found({{"/proc/self/cgroup", groups}}), kind) << groups;
    EXPECT_EQ(found({{"/proc/1/cgroup", groups}}), kind) << groups;
  }
}

TEST(Container, IsToldByFilesOfWhoeverMakesIt) {
  EXPECT_EQ(found({{"/run/systemd/container", "oci\n"}}), "oci");
  EXPECT_EQ(found({{"/run/host/container-manager", "lxc\n"}}), "lxc");
  EXPECT_EQ(found({{"/.dockerenv", ""}}), "docker");
  EXPECT_EQ(found({{"/run/.containerenv", ""}}), "podman or cri-o");
  EXPECT_EQ(found({{"/dev/.lxc-boot-id", "1"}}), "lxc");
}

TEST(Container, IsToldByTheFirstProcesssEnvironment) {
  EXPECT_EQ(found({{"/proc/1/environ", std::string("PATH=/bin\0container=lxc\0A=b", 27)}}), "lxc");
  EXPECT_EQ(found({{"/proc/1/environ", "container=oci"}}), "oci");
  EXPECT_EQ(found({{"/proc/1/environ", "container="}}), "");
  EXPECT_EQ(found({{"/proc/1/environ", "mycontainer=lxc"}}), "");
}

TEST(Container, IsToldByWhatIsMounted) {
  EXPECT_EQ(found({{"/proc/self/mounts",
                    "overlay / overlay rw,lowerdir=/var/lib/containers/storage/overlay/l/A 0 0"}}),
            "oci");
  EXPECT_EQ(found({{"/proc/self/mounts", "lxcfs /proc/cpuinfo fuse.lxcfs rw 0 0"}}), "lxc");
  // A host that runs containers has their file systems mounted too.
  EXPECT_EQ(found({{"/proc/self/mounts",
                    "/dev/sda1 / ext4 rw 0 0\noverlay /var/lib/docker/overlay2/3f/merged overlay "
                    "rw,lowerdir=/var/lib/docker/overlay2/l/A 0 0"}}),
            "");
}

// What those two files hold is nobody else's business: only the answer is kept.
TEST(Container, KeepsNoEnvironmentAndNoMountsOfTheLiveMachine) {
  Readings readings;
  Signs signs;
  look_for_container(Root("/", &readings), signs);
  EXPECT_FALSE(readings.contains("/proc/1/environ"));
  EXPECT_FALSE(readings.contains("/proc/self/mounts"));
}

}  // namespace
}  // namespace assay::host
